-- For what the server asks often and Buildbot's own indexes do not answer.

-- Which builders were asked to build a sourcestamp; a change's builds.
CREATE INDEX gatehouse_buildset_sourcestamps_sourcestampid ON buildset_sourcestamps (sourcestampid);

-- The builds that a build has triggered.
CREATE INDEX gatehouse_buildsets_parent_buildid ON buildsets (parent_buildid);

-- A builder's last successful build.
CREATE INDEX gatehouse_builds_results ON builds (builderid, results, complete_at);

UPDATE gatehouse_schema_version SET version = 2;

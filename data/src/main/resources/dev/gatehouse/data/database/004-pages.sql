-- What pages sort by or find, where Buildbot has no index. Each ends with its table's key, because pages do.

CREATE INDEX gatehouse_buildrequests_submitted_at ON buildrequests (submitted_at, id);
CREATE INDEX gatehouse_buildsets_rebuilt_buildid ON buildsets (rebuilt_buildid, id);
CREATE INDEX gatehouse_changes_project ON changes (project, changeid);
CREATE INDEX gatehouse_sourcestamps_revision ON sourcestamps (revision, id);
CREATE INDEX gatehouse_codebase_commits_codebaseid ON codebase_commits (codebaseid, id);
CREATE INDEX gatehouse_test_result_sets_builderid ON test_result_sets (builderid, id);
CREATE INDEX gatehouse_test_result_sets_buildid ON test_result_sets (buildid, id);
CREATE INDEX gatehouse_test_result_sets_stepid ON test_result_sets (stepid, id);
CREATE INDEX gatehouse_test_results_test_result_setid ON test_results (test_result_setid, id);

UPDATE gatehouse_schema_version SET version = 4;

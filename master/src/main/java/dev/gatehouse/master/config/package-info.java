/**
 * What the configuration file says about builders, workers, schedulers and change sources, under Buildbot's
 * names. Only reads and checks; nothing here acts. Start with MasterConfig.
 */
@NullMarked
package dev.gatehouse.master.config;

import org.jspecify.annotations.NullMarked;

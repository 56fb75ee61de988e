package dev.gatehouse.www.login;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thing that is done again and again. What fails is tried the next time, and keeps nothing else from being
 * done; that it fails is logged when it begins and when it is over. Used by one thread.
 */
final class Duty {
    private static final Logger log = LoggerFactory.getLogger(Duty.class);

    private final String what;
    private final int every;
    private final Runnable work;
    private boolean failing;

    /**
     * @param what for the log: {@code "hear of logouts"}
     * @param every in which seconds it is its turn
     */
    Duty(String what, int every, Runnable work) {
        this.what = what;
        this.every = every;
        this.work = work;
    }

    /**
     * @param second counts from 1
     */
    void turn(long second) {
        if (second % every == 0) {
            run();
        }
    }

    void run() {
        try {
            work.run();
        } catch (RuntimeException e) {
            if (!failing) {
                log.warn("cannot {}, and will try on: {}", what, e.getMessage());
            }
            failing = true;
            return;
        }
        if (failing) {
            log.info("can {} again", what);
        }
        failing = false;
    }
}

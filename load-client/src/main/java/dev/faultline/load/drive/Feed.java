package dev.faultline.load.drive;

/** What makes requests come due. Confined to the loop. */
sealed interface Feed permits OpenLoop, ClosedLoop {

    /** Begins. */
    void begin();

    /** Lets nothing come due any more. */
    void halt();

    /** Returns the arrivals a second that are asked for now; 0 where nothing arrives by itself. */
    double rate();

    /** Returns what issues the requests. */
    Issue issue();
}

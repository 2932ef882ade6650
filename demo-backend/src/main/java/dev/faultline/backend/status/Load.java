package dev.faultline.backend.status;

/** The load averages of the machine over 1, 5 and 15 minutes; -1 where the system does not tell, as Apache has it. */
public record Load(double one, double five, double fifteen) {

    /** Nothing is known. */
    static final Load UNKNOWN = new Load(-1, -1, -1);
}

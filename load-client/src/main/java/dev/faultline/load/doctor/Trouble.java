package dev.faultline.load.doctor;

/**
 * Something that is wrong.
 *
 * @param severity problem or warning
 * @param found what was seen
 * @param mend the command that mends it
 */
record Trouble(Severity severity, String found, String mend) {

    static Trouble problem(String found, String mend) {
        return new Trouble(Severity.PROBLEM, found, mend);
    }

    static Trouble warning(String found, String mend) {
        return new Trouble(Severity.WARNING, found, mend);
    }
}

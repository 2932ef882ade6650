package dev.faultline.load.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.load.slo.Ruling;
import dev.faultline.load.text.Paint;

/**
 * What a load-client answered when it was asked for its SLO.
 *
 * @param exitCode 0 met, 99 violated, 98 undecided, 104 the question is wrong
 * @param reason one line
 * @param body the answer; empty if there is none to show
 */
record SloAnswered(int exitCode, String reason, String body) {

    static final int VIOLATED = 99;
    static final int UNDECIDED = 98;

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int SERVER_ERROR = 500;

    /** Returns what an answer means. */
    static SloAnswered of(int status, JsonNode answer) {
        String reason = answer.path("reason").asText();
        String body = answer.toString();
        if (status >= BAD_REQUEST && status < SERVER_ERROR) {
            String detail = answer.path("detail").asText("no more was said");
            return new SloAnswered(TopCommand.BAD_INPUT, "refused with " + status + ": " + detail, "");
        }
        if (reason.isEmpty()) {
            // A proxy's answer, perhaps.
            return nothing("answered " + status + " without a reason");
        }
        if (status == OK && answer.path("met").asBoolean()) {
            return new SloAnswered(0, "met: " + reason, body);
        }
        for (JsonNode check : answer.path("checks")) {
            if (check.path("ruling").asText().equals(Ruling.VIOLATED.wire())) {
                return new SloAnswered(VIOLATED, "violated: " + reason, body);
            }
        }
        return new SloAnswered(UNDECIDED, "undecided: " + reason, body);
    }

    /** Returns that there was no answer that tells anything. */
    static SloAnswered nothing(String why) {
        return new SloAnswered(UNDECIDED, "undecided: " + why, "");
    }

    /** Returns the colour of the word that the reason begins with. */
    Paint paint() {
        return switch (exitCode) {
            case 0 -> Paint.GOOD;
            case UNDECIDED -> Paint.MARKED;
            default -> Paint.BAD;
        };
    }

    boolean isDecided() {
        return exitCode != UNDECIDED;
    }
}

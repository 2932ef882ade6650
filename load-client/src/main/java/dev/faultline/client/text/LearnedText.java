package dev.faultline.client.text;

import dev.faultline.learn.plan.Learned;
import dev.faultline.load.threshold.Estimate;
import dev.faultline.platform.wire.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a learned plan rests on, for people. */
public final class LearnedText {

    private static final int MOST_RULES = 12;
    private static final int MOST_OUTCOMES = 6;

    private LearnedText() {}

    /** Returns it in lines. */
    public static List<String> lines(Learned learned) {
        List<String> lines = new ArrayList<>();
        Duration length = learned.length();
        String when = learned.from() == null ? "" : " from " + learned.from();
        String rate = length == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        ", for %s: %.1f/s",
                        Durations.format(length),
                        learned.requests() * 1e9 / length.toNanos());
        lines.add("learned from " + learned.source() + when + rate + ", " + learned.requests() + " requests");
        learned.basis().stream().limit(MOST_RULES).map(LearnedText::line).forEach(lines::add);
        int more = learned.basis().size() - MOST_RULES;
        if (more > 0) {
            lines.add("and " + more + " rules more (--full tells all)");
        }
        learned.notes().forEach(note -> lines.add("note: " + note));
        return lines;
    }

    private static String line(Learned.Basis basis) {
        String when = basis.offset() == null || basis.length() == null
                ? ""
                : " (" + Durations.format(basis.offset()) + " to "
                        + Durations.format(basis.offset().plus(basis.length())) + ")";
        String route = basis.route() == null ? "" : " " + basis.route();
        String outcomes = basis.outcomes().entrySet().stream()
                .limit(MOST_OUTCOMES)
                .map(LearnedText::outcome)
                .collect(Collectors.joining(", "));
        return "  " + basis.rule() + when + route + ": " + basis.requests() + " requests, " + basis.timed() + " timed"
                + (outcomes.isEmpty() ? "" : "; " + outcomes);
    }

    private static String outcome(Map.Entry<String, Estimate> outcome) {
        Estimate share = outcome.getValue();
        return String.format(
                Locale.ROOT,
                "%s %.2f%% (%.2f to %.2f)",
                outcome.getKey(),
                100 * share.value(),
                100 * share.low(),
                100 * share.high());
    }
}

package dev.faultline.load.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.load.experiment.Outcome;
import dev.faultline.load.experiment.Verdict;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** A report that is on disk, by what lists show of it. */
public record Kept(String id, String title, Verdict verdict, Instant started, Instant ended) {

    static Kept of(Report report) {
        return new Kept(report.id(), report.experiment().title(), report.verdict(), report.started(), report.ended());
    }

    /** Returns what that JSON report says; nothing if it is none. */
    public static Optional<Kept> of(String id, JsonNode json) {
        String title = json.at("/experiment/title").asText();
        String reason = json.at("/verdict/reason").asText();
        String outcome = json.at("/verdict/outcome").asText();
        Optional<Outcome> known = Arrays.stream(Outcome.values())
                .filter(each -> each.wire().equals(outcome))
                .findFirst();
        try {
            Instant started = Instant.parse(json.path("started").asText());
            Instant ended = Instant.parse(json.path("ended").asText());
            return known.map(each -> new Kept(id, title, new Verdict(each, reason), started, ended));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}

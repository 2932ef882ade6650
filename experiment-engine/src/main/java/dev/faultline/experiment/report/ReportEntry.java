package dev.faultline.experiment.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.experiment.verdict.Verdict;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A report that is on disk, by what lists show of it.
 *
 * @param inShort whether only this and its Markdown are there, since they were kept elsewhere
 */
public record ReportEntry(String id, String title, Verdict verdict, Instant started, Instant ended, boolean inShort) {

    /** The field of a JSON report that is kept in short. */
    static final String IN_SHORT = "inShort";

    static ReportEntry of(Report report) {
        return new ReportEntry(
                report.id(), report.experiment().title(), report.verdict(), report.started(), report.ended(), false);
    }

    /** Returns the same, kept in short with these texts. */
    ReportEntry inShort(String shownTitle, String reason) {
        return new ReportEntry(id, shownTitle, new Verdict(verdict.outcome(), reason), started, ended, true);
    }

    /** Returns what that JSON report says; nothing if it is none. */
    public static Optional<ReportEntry> of(String id, JsonNode json) {
        String title = json.at("/experiment/title").asText();
        String reason = json.at("/verdict/reason").asText();
        String outcome = json.at("/verdict/outcome").asText();
        Optional<Verdict.Outcome> known = Arrays.stream(Verdict.Outcome.values())
                .filter(each -> each.wire().equals(outcome))
                .findFirst();
        try {
            Instant started = Instant.parse(json.path("started").asText());
            Instant ended = Instant.parse(json.path("ended").asText());
            return known.map(each -> new ReportEntry(
                    id,
                    title,
                    new Verdict(each, reason),
                    started,
                    ended,
                    json.path(IN_SHORT).asBoolean()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}

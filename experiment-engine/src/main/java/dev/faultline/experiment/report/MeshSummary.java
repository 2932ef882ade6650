package dev.faultline.experiment.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.faultline.load.measure.MeshCounts;
import dev.faultline.load.measure.MeshCounts.Gap;
import dev.faultline.load.measure.MeshCounts.Series;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.threshold.Estimate;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the mesh counted of the attempts of a summary. It decides who answered. Immutable.
 *
 * @param backends by the name of the Service that its proxy asked; empty if it told nothing
 * @param note in what it and the client disagree, or why figures are missing; null if there is nothing to say
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MeshSummary(
        Map<String, Backend> backends, @Nullable String note) {

    /**
     * What one backend was asked and answered.
     *
     * @param samples responses, attempts of the proxy that broke included
     * @param share of all responses
     * @param successRate as the mesh classifies, with its 95 % interval
     * @param statuses how many had which; {@code none} if no head came
     * @param errors how many were broken by what, as the proxy calls it
     */
    public record Backend(
            long samples, double share, Estimate successRate, Map<String, Long> statuses, Map<String, Long> errors) {}

    /** Returns what the mesh counted of that; null where there is no mesh. */
    static @Nullable MeshSummary of(Tally tally) {
        Gap gap = tally.meshGap().filter(why -> why != Gap.UNMESHED).orElse(null);
        if (!tally.isMeshed() && gap == null) {
            return null;
        }
        String which =
                tally.isMeshed() ? "some figures of the mesh are missing: " : "figures of the mesh are missing: ";
        String missing = gap == null ? null : which + gap.sentence();
        String note = Stream.of(tally.meshDisagreement().orElse(null), missing)
                .filter(part -> part != null)
                .collect(Collectors.joining("; "));
        return new MeshSummary(backends(tally.mesh()), note.isEmpty() ? null : note);
    }

    private static Map<String, Backend> backends(MeshCounts counts) {
        long all = counts.count(series -> true);
        Map<String, Backend> backends = new TreeMap<>();
        counts.series().keySet().stream().map(Series::backend).distinct().forEach(name -> {
            long samples = counts.count(series -> series.backend().equals(name));
            long succeeded = counts.count(series -> series.backend().equals(name) && series.success());
            backends.put(
                    name,
                    new Backend(
                            samples,
                            (double) samples / all,
                            Estimate.ofShare(succeeded, samples),
                            sums(counts, name, Series::status),
                            sums(counts, name, Series::error)));
        });
        return Collections.unmodifiableMap(backends);
    }

    private static Map<String, Long> sums(MeshCounts counts, String backend, Function<Series, String> by) {
        Map<String, Long> sums = new TreeMap<>();
        counts.series().forEach((series, count) -> {
            if (series.backend().equals(backend)) {
                sums.merge(by.apply(series), count, Long::sum);
            }
        });
        // Of errors: what nothing broke.
        sums.remove("");
        return Collections.unmodifiableMap(sums);
    }
}

package dev.faultline.injector.plan;

import dev.faultline.injector.delay.Delay;
import dev.faultline.injector.delay.DiscreteDelay;
import dev.faultline.injector.delay.FixedDelay;
import dev.faultline.injector.fault.Abort;
import dev.faultline.injector.fault.StatusAbort;
import dev.faultline.injector.value.Elements;
import dev.faultline.injector.value.Partition;
import dev.faultline.wire.Durations;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Percentage;
import dev.faultline.wire.Require;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of fortio's echo server, for plans typed by hand: {@code status=503:20,500:10&delay=10ms:20,1s:0.5&ttl=5m}.
 *
 * <p>A value is alone, and then for all requests, or a list of {@code value:percent} with an optional {@code %}, percent
 * of all requests. In place of {@code status}, {@code weights=200:0.7,503:0.3} divides all requests as httpbin does; see
 * {@link Weights}. It makes a plan of one rule that matches everything.
 */
public final class FormGrammar {

    private static final String STATUS = "status";
    private static final String DELAY = "delay";
    private static final String TTL = "ttl";
    private static final String WEIGHTS = "weights";
    private static final String RULE = "rule-1";
    private static final Set<String> KEYS =
            Collections.unmodifiableSet(new TreeSet<>(List.of(STATUS, DELAY, TTL, WEIGHTS)));
    private static final int FIRST_STATUS = 200;
    private static final int LAST_STATUS = 599;
    private static final int MAX_CHOICES = 100;
    private static final Pattern PERCENT = Pattern.compile("(?:\\d{1,3}(?:\\.\\d{0,15})?|\\.\\d{1,15})%?");
    private static final Pattern CODE = Pattern.compile("\\d{1,9}");

    /** One {@code value:percent}. */
    private record Choice(String value, Percentage percentage) {}

    private FormGrammar() {}

    /**
     * Returns the plan that a form proposes.
     *
     * @throws InvalidValue naming the key at fault
     */
    public static ProposedPlan read(byte[] body) {
        Map<String, String> fields = FormFields.read(body, KEYS);
        String status = fields.get(STATUS);
        String delay = fields.get(DELAY);
        String ttl = fields.get(TTL);
        String weights = fields.get(WEIGHTS);
        boolean faulty = status != null || weights != null || delay != null;
        Require.that(faulty, "", "must give status, weights or delay", "ttl alone");
        boolean one = status == null || weights == null;
        Require.that(one, WEIGHTS, "must not be given together with status", '"' + weights + '"');
        List<Abort> aborts = status != null
                ? aborts(choices(STATUS, status))
                : weights != null ? Weights.aborts(WEIGHTS, weights) : List.of();
        Rule rule = new Rule(RULE, null, null, delay == null ? null : delay(choices(DELAY, delay)), aborts);
        return new ProposedPlan(null, ttl == null ? null : ttl(ttl), null, null, List.of(rule), null);
    }

    private static List<Abort> aborts(List<Choice> choices) {
        List<Abort> aborts = new ArrayList<>();
        for (Choice choice : choices) {
            aborts.add(StatusAbort.plain(choice.percentage(), status(STATUS, choice.value())));
        }
        return aborts;
    }

    /** Returns the status that the text names, or throws under the name of the field. */
    static int status(String field, String text) {
        Require.matching(field, text, CODE, "must be from 200 to 599");
        int status = Integer.parseInt(text);
        Require.between(field, status, FIRST_STATUS, LAST_STATUS);
        return status;
    }

    private static Delay delay(List<Choice> choices) {
        List<DiscreteDelay.Choice> values = new ArrayList<>();
        for (Choice choice : choices) {
            Duration value = Durations.parse(DELAY, choice.value());
            Delay.bounded(DELAY, value);
            values.add(new DiscreteDelay.Choice(value, choice.percentage()));
        }
        DiscreteDelay.Choice first = values.get(0);
        return values.size() == 1
                ? new FixedDelay(first.value(), first.percentage())
                : new DiscreteDelay(values, Percentage.ALL);
    }

    private static Duration ttl(String text) {
        Duration ttl = Durations.parse(TTL, text);
        Require.between(TTL, ttl, ProposedPlan.SHORTEST, ProposedPlan.LONGEST);
        return ttl;
    }

    private static List<Choice> choices(String key, String text) {
        String[] parts = text.split(",", -1);
        if (parts.length == 1 && text.indexOf(':') < 0) {
            return List.of(new Choice(text, Percentage.ALL));
        }
        List<Choice> choices = new ArrayList<>();
        for (String part : parts) {
            int colon = part.indexOf(':');
            Require.that(colon > 0, key, "must be one value or a list of value:percent", '"' + part + '"');
            choices.add(new Choice(part.substring(0, colon).strip(), percentage(key, part.substring(colon + 1))));
        }
        Partition.check(key, choices.stream().map(Choice::percentage).toList());
        return Elements.copy(key, choices, MAX_CHOICES);
    }

    private static Percentage percentage(String key, @Nullable String text) {
        String trimmed = text == null ? "" : text.strip();
        Require.matching(key, trimmed, PERCENT, "must have percents from 0 to 100");
        double percent =
                Double.parseDouble(trimmed.endsWith("%") ? trimmed.substring(0, trimmed.length() - 1) : trimmed);
        Require.between(key, percent, 0, 100);
        return new Percentage(percent);
    }
}

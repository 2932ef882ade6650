package dev.faultline.injector.plan;

import dev.faultline.injector.fault.Abort;
import dev.faultline.injector.fault.Delay;
import dev.faultline.injector.fault.DiscreteDelay;
import dev.faultline.injector.fault.Elements;
import dev.faultline.injector.fault.FixedDelay;
import dev.faultline.injector.fault.Partition;
import dev.faultline.injector.fault.StatusAbort;
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
 * of all requests. It makes a plan of one rule that matches everything.
 */
public final class FormGrammar {

    private static final String STATUS = "status";
    private static final String DELAY = "delay";
    private static final String TTL = "ttl";
    private static final String RULE = "rule-1";
    private static final Set<String> KEYS = Collections.unmodifiableSet(new TreeSet<>(List.of(STATUS, DELAY, TTL)));
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
        Require.that(status != null || delay != null, "", "must give status or delay", "ttl alone");
        List<Abort> aborts = status == null ? List.of() : aborts(choices(STATUS, status));
        Rule rule = new Rule(RULE, null, delay == null ? null : delay(choices(DELAY, delay)), aborts);
        return new ProposedPlan(null, ttl == null ? null : ttl(ttl), null, null, List.of(rule), null);
    }

    private static List<Abort> aborts(List<Choice> choices) {
        List<Abort> aborts = new ArrayList<>();
        for (Choice choice : choices) {
            Require.matching(STATUS, choice.value(), CODE, "must be from 200 to 599");
            aborts.add(new StatusAbort(choice.percentage(), Integer.valueOf(choice.value()), Map.of(), null, null));
        }
        return aborts;
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

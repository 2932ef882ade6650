package dev.faultline.injector.plan;

import dev.faultline.injector.delay.Delay;
import dev.faultline.injector.delay.DiscreteDelay;
import dev.faultline.injector.delay.FixedDelay;
import dev.faultline.injector.fault.Abort;
import dev.faultline.injector.fault.Answer;
import dev.faultline.injector.fault.Otherwise;
import dev.faultline.injector.fault.Source;
import dev.faultline.injector.fault.StatusAbort;
import dev.faultline.injector.value.Elements;
import dev.faultline.injector.value.Partition;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.Require;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of fortio's echo server, for plans typed by hand: {@code status=503:20,500:10&delay=10ms:20,1s:0.5&ttl=5m}.
 *
 * <p>A value is alone, and then for all requests, or a list of {@code value:percent} with an optional {@code %}, percent
 * of all requests; {@code close=10} is a percentage, or {@code true}; {@code header=NAME:VALUE} may be given several times,
 * and is for all requests. All are drawn independently. In place of {@code status}, {@code weights=200:0.7,503:0.3} divides
 * all requests as httpbin does; see {@link Weights}. It makes a plan of one rule that matches everything.
 */
public final class FormGrammar {

    private static final String STATUS = "status";
    private static final String DELAY = "delay";
    private static final String TTL = "ttl";
    private static final String WEIGHTS = "weights";
    private static final String SIZE = "size";
    private static final String CLOSE = "close";
    private static final String HEADER = "header";
    private static final String RULE = "rule-1";
    private static final Set<String> KEYS =
            Collections.unmodifiableSet(new TreeSet<>(List.of(STATUS, DELAY, TTL, WEIGHTS, SIZE, CLOSE, HEADER)));
    private static final int FIRST_STATUS = 200;
    private static final int LAST_STATUS = 599;
    private static final int MAX_CHOICES = 100;
    private static final Pattern PERCENT = Pattern.compile("(?:\\d{1,3}(?:\\.\\d{0,15})?|\\.\\d{1,15})%?");
    private static final Pattern CODE = Pattern.compile("\\d{1,9}");
    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

    /** As fortio calls the bodies of {@code size}. */
    private static final String BYTES = "application/octet-stream";

    private static final String CONTENT_TYPE = "content-type";
    private static final int OK = 200;

    /** By so many digits the product of three percentages is too large to be one. */
    private static final int PERCENT_OF_PERCENT = 4;

    private static final BigDecimal WHOLE = BigDecimal.valueOf(100);

    /** Shares are looked at to four decimal places, as {@link Partition} does. */
    private static final int PRECISION = 4;

    /** One {@code value:percent}. */
    private record Choice(String value, Percentage percentage) {}

    /** What so many percent of all answers have; nothing of their own if it is null. */
    private record Share<T>(@Nullable T value, BigDecimal percent) {}

    private FormGrammar() {}

    /**
     * Returns the plan that a form proposes.
     *
     * @throws InvalidValue naming the key at fault
     */
    public static ProposedPlan read(byte[] body) {
        Map<String, List<String>> fields = FormFields.read(body);
        String delay = one(fields, DELAY);
        String ttl = one(fields, TTL);
        boolean faulty = !fields.keySet().equals(Set.of(TTL));
        Require.that(faulty, "", "must give more than ttl, such as status", "ttl alone");
        Rule rule = new Rule(RULE, null, null, delay == null ? null : delay(choices(DELAY, delay)), aborts(fields));
        return new ProposedPlan(null, ttl == null ? null : ttl(ttl), null, null, List.of(rule), null, null);
    }

    private static @Nullable String one(Map<String, List<String>> fields, String key) {
        return fields.containsKey(key) ? fields.get(key).get(0) : null;
    }

    private static List<Abort> aborts(Map<String, List<String>> fields) {
        List<StatusAbort> statuses = statuses(one(fields, STATUS), one(fields, WEIGHTS));
        boolean more = fields.containsKey(SIZE) || fields.containsKey(CLOSE) || fields.containsKey(HEADER);
        if (!more) {
            return List.copyOf(statuses);
        }
        String size = one(fields, SIZE);
        String close = one(fields, CLOSE);
        List<Share<Integer>> byStatus = statuses.stream()
                .map(abort -> new Share<>(abort.status(), exact(abort.percentage())))
                .toList();
        List<Share<Long>> bySize = (size == null ? List.<Choice>of() : choices(SIZE, size))
                .stream()
                        .map(choice -> new Share<>(size(choice.value()), exact(choice.percentage())))
                        .toList();
        List<Share<Boolean>> byClose = close == null ? List.of() : List.of(new Share<>(true, exact(closing(close))));
        List<Abort> aborts = combined(byStatus, bySize, byClose, headers(fields.getOrDefault(HEADER, List.of())));
        String rule = "must not lead to more than " + MAX_CHOICES + " kinds of answers by status, size and close";
        Require.that(aborts.size() <= MAX_CHOICES, size == null ? CLOSE : SIZE, rule, aborts.size());
        return aborts;
    }

    private static List<StatusAbort> statuses(@Nullable String status, @Nullable String weights) {
        if (weights != null) {
            Require.that(status == null, WEIGHTS, "must not be given together with status", '"' + weights + '"');
            return Weights.aborts(WEIGHTS, weights);
        }
        return (status == null ? List.<Choice>of() : choices(STATUS, status))
                .stream()
                        .map(choice -> StatusAbort.plain(choice.percentage(), status(STATUS, choice.value())))
                        .toList();
    }

    /**
     * Returns an abort for every kind of answer that differs from the one without a fault. What is drawn independently goes
     * together as often as the product of the shares says.
     */
    private static List<Abort> combined(
            List<Share<Integer>> byStatus,
            List<Share<Long>> bySize,
            List<Share<Boolean>> byClose,
            Map<String, List<String>> headers) {
        List<Abort> aborts = new ArrayList<>();
        for (Share<Integer> status : withRest(byStatus)) {
            for (Share<Long> size : withRest(bySize)) {
                for (Share<Boolean> close : withRest(byClose)) {
                    BigDecimal share = status.percent()
                            .multiply(size.percent())
                            .multiply(close.percent())
                            .movePointLeft(PERCENT_OF_PERCENT);
                    boolean same = status.value() == null
                            && size.value() == null
                            && close.value() == null
                            && headers.isEmpty();
                    if (share.signum() > 0 && !same) {
                        Map<String, List<String>> all = close.value() == null ? headers : closing(headers);
                        Percentage percentage = new Percentage(share.doubleValue());
                        aborts.add(answer(percentage, status.value(), size.value(), all));
                    }
                }
            }
        }
        return aborts;
    }

    private static StatusAbort answer(
            Percentage percentage, @Nullable Integer given, @Nullable Long size, Map<String, List<String>> headers) {
        int status = given == null ? OK : given;
        if (size != null && Answer.mayHaveBody(status)) {
            boolean typed = headers.keySet().stream().anyMatch(CONTENT_TYPE::equalsIgnoreCase);
            return new StatusAbort(percentage, status, headers, null, typed ? null : BYTES, size, null, null);
        }
        String body = given == null && size == null ? Otherwise.Respond.OK.body() : null;
        return new StatusAbort(percentage, status, headers, body, null, null, null, null);
    }

    /** Returns the shares and, without a value, what they leave. */
    private static <T> List<Share<T>> withRest(List<Share<T>> shares) {
        BigDecimal rest = shares.stream().map(Share::percent).reduce(WHOLE, BigDecimal::subtract);
        List<Share<T>> all = new ArrayList<>(shares);
        if (rest.setScale(PRECISION, RoundingMode.HALF_EVEN).signum() > 0) {
            all.add(new Share<>(null, rest));
        }
        return all;
    }

    private static BigDecimal exact(Percentage percentage) {
        return BigDecimal.valueOf(percentage.value());
    }

    private static long size(String text) {
        Require.matching(SIZE, text, LENGTH, "must be from 0 to " + Source.Filler.MOST);
        long size = Long.parseLong(text);
        Require.between(SIZE, (double) size, 0, Source.Filler.MOST);
        return size;
    }

    /** Reads {@code true}, {@code false}, a percentage, or {@code true:} and one, which fortio's own text has too. */
    private static Percentage closing(String text) {
        if (text.equals("true")) {
            return Percentage.ALL;
        }
        return text.equals("false") ? new Percentage(0) : percentage(CLOSE, text.replaceFirst("^true:", ""));
    }

    private static Map<String, List<String>> closing(Map<String, List<String>> headers) {
        Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(headers);
        all.put("Connection", List.of(CLOSE));
        return all;
    }

    private static Map<String, List<String>> headers(List<String> lines) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : lines) {
            int colon = line.indexOf(':');
            Require.that(colon > 0, HEADER, "must be NAME:VALUE", InvalidValue.WITHHELD);
            String value = line.substring(colon + 1).strip();
            headers.computeIfAbsent(line.substring(0, colon).strip(), name -> new ArrayList<>())
                    .add(value);
        }
        try {
            return new Answer(OK, headers, null, null).headers();
        } catch (InvalidValue e) {
            throw new InvalidValue(e.field().replaceFirst("^headers", HEADER), e.rule(), e.value(), e);
        }
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
        Require.matching(key, trimmed, PERCENT, "must have percentages from 0 to 100");
        double percent =
                Double.parseDouble(trimmed.endsWith("%") ? trimmed.substring(0, trimmed.length() - 1) : trimmed);
        Require.between(key, percent, 0, 100);
        return new Percentage(percent);
    }

    /** Reads {@code application/x-www-form-urlencoded} bodies whose keys are known, each but {@code header} at most once. */
    private static final class FormFields {

        private static final int HEX = 16;

        private FormFields() {}

        /**
         * Returns the fields in the order given.
         *
         * @throws InvalidValue for an unknown or repeated key, an empty value, or bytes that are no UTF-8
         */
        static Map<String, List<String>> read(byte[] body) {
            Map<String, List<String>> fields = new LinkedHashMap<>();
            for (String pair : utf8(body).strip().split("&", -1)) {
                int equals = pair.indexOf('=');
                String key = decode(equals < 0 ? pair : pair.substring(0, equals));
                String value =
                        equals < 0 ? "" : decode(pair.substring(equals + 1)).strip();
                Require.that(
                        KEYS.contains(key),
                        shown(key),
                        "is not known here; known are: " + String.join(", ", KEYS),
                        InvalidValue.WITHHELD);
                Require.that(!value.isEmpty(), key, "must have a value", "empty");
                List<String> values = fields.computeIfAbsent(key, first -> new ArrayList<>());
                boolean once = values.isEmpty() || key.equals(HEADER);
                Require.that(once, key, "must be given once", '"' + value + '"');
                values.add(value);
            }
            return fields;
        }

        /**
         * Decodes percent-encoding, and takes a percent sign that encodes nothing for itself: {@code curl -d status=503:20%}
         * is what people type.
         */
        private static String decode(String text) {
            byte[] raw = text.getBytes(StandardCharsets.UTF_8);
            ByteArrayOutputStream decoded = new ByteArrayOutputStream(raw.length);
            for (int i = 0; i < raw.length; i++) {
                int high = raw[i] == '%' && i + 2 < raw.length ? Character.digit(raw[i + 1], HEX) : -1;
                int low = high < 0 ? -1 : Character.digit(raw[i + 2], HEX);
                if (low >= 0) {
                    decoded.write(high * HEX + low);
                    i += 2;
                } else {
                    decoded.write(raw[i] == '+' ? ' ' : raw[i]);
                }
            }
            return utf8(decoded.toByteArray());
        }

        private static String utf8(byte[] bytes) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new InvalidValue("", "must be text in UTF-8", "other bytes", e);
            }
        }

        private static String shown(String key) {
            return key.length() <= HEX ? key : key.substring(0, HEX) + "...";
        }
    }

    /**
     * Statuses with relative weights, as httpbin has them: {@code 200:0.7,503:0.3}, a weight of 1 where none is given. One
     * status alone takes no weight, since it would say nothing.
     */
    static final class Weights {

        private static final int MAX_CHOICES = 100;

        /** Finer than any percentage that is looked at, and short enough to be read. */
        private static final int DECIMAL_PLACES = 9;

        private static final Pattern WEIGHT =
                Pattern.compile("(?:\\d{1,15}(?:\\.\\d{0,15})?|\\.\\d{1,15})(?:[eE][+-]?\\d{1,2})?");
        private static final String NO_WEIGHT = "1";

        private Weights() {}

        /**
         * Returns aborts whose percentages add up to exactly 100, in decimal.
         *
         * @throws dev.faultline.platform.wire.InvalidValue naming {@code field}
         */
        static List<StatusAbort> aborts(String field, String text) {
            String[] parts = text.split(",", -1);
            Require.that(
                    parts.length <= MAX_CHOICES, field, "must hold at most " + MAX_CHOICES + " elements", parts.length);
            List<Integer> statuses = new ArrayList<>();
            List<BigDecimal> sums = new ArrayList<>();
            BigDecimal sum = BigDecimal.ZERO;
            for (String part : parts) {
                int colon = part.indexOf(':');
                Require.that(
                        colon < 0 || parts.length > 1,
                        field,
                        "must have no weight for a status alone",
                        '"' + part + '"');
                statuses.add(FormGrammar.status(field, (colon < 0 ? part : part.substring(0, colon)).strip()));
                sum = sum.add(weight(
                        field, colon < 0 ? NO_WEIGHT : part.substring(colon + 1).strip()));
                sums.add(sum);
            }
            return aborts(statuses, sums);
        }

        private static BigDecimal weight(String field, String text) {
            Require.matching(field, text, WEIGHT, "must have weights above 0, such as 0.7");
            BigDecimal weight = new BigDecimal(text);
            Require.that(weight.signum() > 0, field, "must have weights above 0, such as 0.7", '"' + text + '"');
            return weight;
        }

        /** Rounds the sums and not the shares, so that what one share loses the next one gets. */
        private static List<StatusAbort> aborts(List<Integer> statuses, List<BigDecimal> sums) {
            BigDecimal total = sums.get(sums.size() - 1);
            BigDecimal before = BigDecimal.ZERO;
            List<StatusAbort> aborts = new ArrayList<>();
            for (int i = 0; i < sums.size(); i++) {
                BigDecimal bound = sums.get(i).multiply(WHOLE).divide(total, DECIMAL_PLACES, RoundingMode.HALF_EVEN);
                Percentage share = new Percentage(bound.subtract(before).doubleValue());
                aborts.add(StatusAbort.plain(share, statuses.get(i)));
                before = bound;
            }
            return aborts;
        }
    }
}

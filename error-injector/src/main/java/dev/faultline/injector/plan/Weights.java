package dev.faultline.injector.plan;

import dev.faultline.injector.fault.Abort;
import dev.faultline.injector.fault.StatusAbort;
import dev.faultline.wire.Percentage;
import dev.faultline.wire.Require;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Statuses with relative weights, as httpbin has them: {@code 200:0.7,503:0.3}, a weight of 1 where none is given. One
 * status alone takes no weight, since it would say nothing.
 */
final class Weights {

    private static final int MAX_CHOICES = 100;

    /** Finer than any percentage that is looked at, and short enough to be read. */
    private static final int DECIMAL_PLACES = 9;

    private static final BigDecimal WHOLE = BigDecimal.valueOf(100);
    private static final Pattern WEIGHT =
            Pattern.compile("(?:\\d{1,15}(?:\\.\\d{0,15})?|\\.\\d{1,15})(?:[eE][+-]?\\d{1,2})?");
    private static final String NO_WEIGHT = "1";

    private Weights() {}

    /**
     * Returns aborts whose percentages add up to exactly 100, in decimal.
     *
     * @throws dev.faultline.wire.InvalidValue naming {@code field}
     */
    static List<Abort> aborts(String field, String text) {
        String[] parts = text.split(",", -1);
        Require.that(
                parts.length <= MAX_CHOICES, field, "must hold at most " + MAX_CHOICES + " elements", parts.length);
        List<Integer> statuses = new ArrayList<>();
        List<BigDecimal> sums = new ArrayList<>();
        BigDecimal sum = BigDecimal.ZERO;
        for (String part : parts) {
            int colon = part.indexOf(':');
            Require.that(
                    colon < 0 || parts.length > 1, field, "must have no weight for a status alone", '"' + part + '"');
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
    private static List<Abort> aborts(List<Integer> statuses, List<BigDecimal> sums) {
        BigDecimal total = sums.get(sums.size() - 1);
        BigDecimal before = BigDecimal.ZERO;
        List<Abort> aborts = new ArrayList<>();
        for (int i = 0; i < sums.size(); i++) {
            BigDecimal bound = sums.get(i).multiply(WHOLE).divide(total, DECIMAL_PLACES, RoundingMode.HALF_EVEN);
            Percentage share = new Percentage(bound.subtract(before).doubleValue());
            aborts.add(StatusAbort.plain(share, statuses.get(i)));
            before = bound;
        }
        return aborts;
    }
}

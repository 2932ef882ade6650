package dev.faultline.load;

import dev.faultline.load.slo.Threshold;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.util.ArrayList;
import java.util.List;

/** What the service that is looked at is held to, where nobody asks for anything else. */
public record Objectives(List<Threshold> thresholds) {

    /** Each is judged with every question. */
    public static final int MOST = 50;

    /** Checks that there are some, and not too many. */
    public Objectives {
        Require.between("", thresholds.size(), 1, MOST);
        thresholds = List.copyOf(thresholds);
    }

    /**
     * Returns the objectives that the texts state.
     *
     * @throws InvalidValue naming the place in the list, as in {@code [0]}
     */
    public static Objectives of(List<String> texts) {
        List<Threshold> thresholds = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            try {
                thresholds.add(Threshold.of(texts.get(i)));
            } catch (InvalidValue e) {
                throw e.within("[" + i + "]");
            }
        }
        return new Objectives(thresholds);
    }
}

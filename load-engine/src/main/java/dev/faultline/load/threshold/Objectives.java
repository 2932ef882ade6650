package dev.faultline.load.threshold;

import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.util.ArrayList;
import java.util.List;

/** The service level objectives to judge when a question names none. */
public record Objectives(List<Threshold> thresholds) {

    /** How many there may be: each is judged with every question. */
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

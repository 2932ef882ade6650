package dev.faultline.platform.wire;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What is said of a name that is not known: the nearest known one, if it may be meant, and all of them. */
public final class UnknownName {

    /** Longer than any name of ours: comparing costs the product of the lengths. */
    private static final int LONGEST = 40;

    private UnknownName() {}

    /** Returns the rule that such a name breaks. */
    public static String rule(String name, Collection<String> known) {
        String meant = nearest(name, known)
                .map(other -> "did you mean " + other + "? ")
                .orElse("");
        return "is not known here; " + meant + "known are: " + String.join(", ", known);
    }

    /** Returns the known name that is at most a third of its letters away. */
    public static Optional<String> nearest(String name, Collection<String> known) {
        if (name.length() > LONGEST) {
            return Optional.empty();
        }
        return known.stream()
                .filter(other -> distance(name, other) <= Math.max(1, other.length() / 3) && other.length() > 1)
                .min(Comparator.comparingInt(other -> distance(name, other)));
    }

    /**
     * Returns how many letters must be added, removed, replaced or swapped with their neighbour (optimal string
     * alignment: Damerau 1964).
     */
    private static int distance(String one, String other) {
        int[][] cost = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replaced = cost[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                boolean swapped = i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1);
                if (swapped) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[one.length()][other.length()];
    }
}

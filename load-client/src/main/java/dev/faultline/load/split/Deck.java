package dev.faultline.load.split;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws backends in the shares of a split as cards from a shuffled deck: each deck of about a hundred cards holds
 * every backend exactly in its share, in random order, so that a share is exact and not only so on average. Why not
 * independent draws: docs/adr/0002. Drawn from by one thread.
 */
final class Deck {

    /** Small enough to keep shares exact over short windows, large enough to be no pattern. */
    private static final int CARDS = 100;

    private final Split split;
    private final List<String> backends;
    private final long[] full;
    private final long[] left;
    private final RandomGenerator random;
    private long cards;

    Deck(Split split, RandomGenerator random) {
        this.split = split;
        this.backends = List.copyOf(split.weights().keySet());
        this.full =
                split.weights().values().stream().mapToLong(Integer::longValue).toArray();
        this.left = new long[full.length];
        this.random = random;
        long divisor = 0;
        for (long weight : full) {
            divisor = gcd(divisor, weight);
        }
        long sum = 0;
        for (int i = 0; i < full.length; i++) {
            full[i] /= divisor;
            sum += full[i];
        }
        long copies = Math.max(1, CARDS / sum);
        for (int i = 0; i < full.length; i++) {
            full[i] *= copies;
        }
    }

    /** Returns the split whose shares this deals. */
    Split split() {
        return split;
    }

    /** Returns the backend of the next request. */
    String draw() {
        if (cards == 0) {
            System.arraycopy(full, 0, left, 0, full.length);
            for (long count : full) {
                cards += count;
            }
        }
        long card = random.nextLong(cards--);
        int i = 0;
        while (card >= left[i]) {
            card -= left[i++];
        }
        left[i]--;
        return backends.get(i);
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}

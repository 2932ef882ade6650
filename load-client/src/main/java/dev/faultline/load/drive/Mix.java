package dev.faultline.load.drive;

import dev.faultline.load.plan.RequestSpec;
import java.util.List;
import java.util.random.RandomGenerator;

/** Draws the kinds of requests by their weights. Confined to the loop. */
final class Mix {

    private final long[] upTo;
    private final RandomGenerator random;

    Mix(List<RequestSpec> requests, RandomGenerator random) {
        this.random = random;
        this.upTo = new long[requests.size()];
        long sum = 0;
        for (int i = 0; i < upTo.length; i++) {
            sum += requests.get(i).weight();
            upTo[i] = sum;
        }
    }

    /** Returns the place in the plan of the request to send next. */
    int draw() {
        if (upTo.length == 1) {
            return 0;
        }
        long card = random.nextLong(upTo[upTo.length - 1]);
        int kind = 0;
        while (card >= upTo[kind]) {
            kind++;
        }
        return kind;
    }
}

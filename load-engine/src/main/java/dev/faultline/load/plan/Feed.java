package dev.faultline.load.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.faultline.platform.wire.Require;
import java.util.regex.Pattern;

/**
 * A CSV file that feeds the requests of a plan: each request takes a row, whose cells stand for {@code #{COLUMN}} in its
 * path, headers and body. Retries of a request have the same row.
 *
 * @param file under the directory that the service allows; its first line names the columns
 * @param order sequential if not given
 */
public record Feed(String file, Order order) {

    private static final Pattern FILE = Pattern.compile("[ -~]{1,500}");

    /** A reference to a column. */
    public static final Pattern REFERENCE = Pattern.compile("#\\{([A-Za-z_][A-Za-z0-9_-]{0,63})}");

    /** Fills in what was not given and checks the bounds. */
    public Feed {
        Require.present("file", file);
        Require.matching("file", file, FILE, "must be the name of a file, of printable ASCII");
        order = order == null ? Order.SEQUENTIAL : order;
    }

    /** Which row a request takes. */
    public enum Order {
        /** One after the other, and again from the first; of senders that share a load each takes those of its arrivals. */
        @JsonProperty("sequential")
        SEQUENTIAL,
        /** Any, with the plan's seed. */
        @JsonProperty("random")
        RANDOM
    }
}

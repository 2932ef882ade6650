package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.Required;
import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.Require;
import org.jspecify.annotations.Nullable;

/**
 * Sends a whole answer, slowly.
 *
 * @param bytesPerSecond 10 if not given
 * @param size of the body, in bytes, 100 if not given; null at the response, whose own it is
 * @param at null for the request; at the response, it is the answer of {@code otherwise} that drips
 */
@JsonTypeName("drip")
public record DripAbort(
        @Required Percentage percentage,
        Long bytesPerSecond,
        @Nullable Long size,
        Abort.@Nullable Phase at) implements Abort {

    private static final long MOST = 1L << 30;
    private static final long DEFAULT_RATE = 10;
    private static final long DEFAULT_SIZE = 100;

    public DripAbort {
        Require.present("percentage", percentage);
        bytesPerSecond = bytesPerSecond == null ? DEFAULT_RATE : bytesPerSecond;
        Require.between("bytesPerSecond", bytesPerSecond, 1, MOST);
        at = Abort.Phase.unlessDefault(at);
        if (at == null) {
            size = size == null ? DEFAULT_SIZE : size;
            Require.between("size", size, 1, MOST);
        } else {
            Require.that(
                    size == null, "size", "must not be given at the response, which has a size of its own", "" + size);
        }
    }

    @Override
    public <A> A action(ActionFactory<A> actions, Otherwise otherwise) {
        Source source = size == null ? otherwise.source() : new Source.Filler(size);
        return actions.send(source, new Delivery.Drip(bytesPerSecond));
    }

    @Override
    public boolean lasts() {
        return true;
    }
}

package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.Required;
import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.Require;

/**
 * Sends bytes that are no HTTP in place of a status line, or of a frame, and closes the connection.
 *
 * @param bytes how many, from 1 to 65536; 128 if not given
 */
@JsonTypeName("garbage")
public record GarbageAbort(@Required Percentage percentage, Integer bytes) implements Abort {

    private static final int MOST = 65_536;
    private static final int DEFAULT = 128;

    public GarbageAbort {
        Require.present("percentage", percentage);
        bytes = bytes == null ? DEFAULT : bytes;
        Require.between("bytes", bytes, 1, MOST);
    }

    @Override
    public <A> A action(ActionFactory<A> actions, Otherwise otherwise) {
        return actions.garbage(bytes);
    }
}

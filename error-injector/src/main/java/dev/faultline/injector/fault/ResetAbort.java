package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.Required;
import dev.faultline.wire.Percentage;
import dev.faultline.wire.Require;

/** Resets the connection: an RST on the wire, whatever else that connection carries. */
@JsonTypeName("reset")
public record ResetAbort(@Required Percentage percentage) implements Abort {

    public ResetAbort {
        Require.present("percentage", percentage);
    }

    @Override
    public <A> A via(Transport<A> transport, Otherwise otherwise) {
        return transport.reset();
    }
}

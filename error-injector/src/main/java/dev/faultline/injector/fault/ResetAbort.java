package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.Required;
import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.Require;

/** Resets the connection: an RST on the wire, whatever else that connection carries. */
@JsonTypeName("reset")
public record ResetAbort(@Required Percentage percentage) implements Abort {

    public ResetAbort {
        Require.present("percentage", percentage);
    }

    @Override
    public <A> A action(ActionFactory<A> actions, Otherwise otherwise) {
        return actions.reset();
    }
}

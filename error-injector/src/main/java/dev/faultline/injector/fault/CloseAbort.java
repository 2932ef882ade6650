package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.Required;
import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.Require;

/** Closes the connection without an answer: a FIN before any byte, whatever else that connection carries. */
@JsonTypeName("close")
public record CloseAbort(@Required Percentage percentage) implements Abort {

    public CloseAbort {
        Require.present("percentage", percentage);
    }

    @Override
    public <A> A action(ActionFactory<A> actions, Otherwise otherwise) {
        return actions.close();
    }
}

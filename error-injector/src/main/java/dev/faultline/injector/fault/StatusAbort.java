package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.wire.Percentage;
import dev.faultline.wire.Require;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers with a status of its own: the error that the service would send. */
@JsonTypeName("status")
public record StatusAbort(
        Percentage percentage,
        Integer status,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> headers,
        @Nullable String body,
        @Nullable String contentType)
        implements Abort {

    public StatusAbort {
        Require.present("percentage", percentage);
        Require.present("status", status);
        headers = new Answer(status, headers, body, contentType).headers();
    }

    @Override
    public <A> A via(Transport<A> transport) {
        return transport.answer(new Answer(status, headers, body, contentType));
    }
}

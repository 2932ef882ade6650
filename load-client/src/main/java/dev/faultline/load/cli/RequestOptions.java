package dev.faultline.load.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.wire.InvalidValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that state what is sent: one kind of request, in place of the plan's mix. */
final class RequestOptions {

    private static final String FIRST = "requests[0].";

    @Option(names = "--method", paramLabel = "NAME", description = "the method; default: GET, for gRPC POST")
    @Nullable
    String method;

    @Option(
            names = "--header",
            paramLabel = "NAME: VALUE",
            description = "a header of each request; may be given several times")
    List<String> headers = new ArrayList<>();

    @Option(names = "--body", paramLabel = "TEXT", description = "the body of each request; default: none")
    @Nullable
    String body;

    @Option(names = "--body-file", paramLabel = "FILE", description = "a file that is the body, at most 1 MiB")
    @Nullable
    Path bodyFile;

    @Option(
            names = "--grpc",
            paramLabel = "SERVICE/METHOD",
            description = "a unary gRPC call, whose message is the body; needs --protocol h2c")
    @Nullable
    String grpc;

    void putInto(PlanDocument document) {
        if (bodyFile != null && body == null) {
            requireReadable(bodyFile);
        }
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        put(document, request, "--method", "method", method);
        put(document, request, "--body", "body", body);
        put(document, request, "--body-file", "bodyFile", bodyFile == null ? null : fileName(bodyFile));
        put(document, request, "--grpc", "grpc", grpc);
        if (!headers.isEmpty()) {
            ObjectNode named = request.putObject("headers");
            headers.forEach(header -> put(named, header));
            document.cameFrom("--header", FIRST + "headers");
        }
        if (!request.isEmpty()) {
            ArrayNode requests = JsonNodeFactory.instance.arrayNode().add(request);
            document.set("--method, --header, --body and --grpc", "requests", requests);
        }
    }

    private static void requireReadable(Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new InvalidValue("--body-file", "must be a file that can be read", '"' + file.toString() + '"');
        }
    }

    private static String fileName(Path file) {
        Path name = file.getFileName();
        return name == null ? file.toString() : name.toString();
    }

    private static void put(ObjectNode headers, String header) {
        int colon = header.indexOf(':');
        if (colon < 1) {
            throw new InvalidValue("--header", "must be written as NAME: VALUE", '"' + header + '"');
        }
        String name = header.substring(0, colon).strip();
        if (headers.has(name)) {
            throw new InvalidValue("--header", "must be given once for each name", '"' + header + '"');
        }
        headers.put(name, header.substring(colon + 1).strip());
    }

    private static void put(
            PlanDocument document, ObjectNode request, String option, String field, @Nullable String text) {
        if (text != null) {
            request.put(field, text);
            document.cameFrom(option, FIRST + field);
        }
    }
}

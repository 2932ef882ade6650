package dev.faultline.injector.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.faultline.injector.plan.FormGrammar;
import dev.faultline.injector.plan.PlanJson;
import dev.faultline.injector.plan.ProposedPlan;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The body of a request that proposes a plan, in whichever of the two syntaxes. */
final class PlanBody {

    /** The longest body, in bytes; an answer of the longest size fits in twice. */
    static final int MAX = 2 << 20;

    private static final String FORM = "application/x-www-form-urlencoded";

    private PlanBody() {}

    /**
     * Returns the plan proposed. No type means JSON.
     *
     * @throws dev.faultline.platform.wire.InvalidValue if it is none
     * @throws ClientErrorException 413 if it is too long, 415 if it is of a type that is not known
     */
    static ProposedPlan read(@Nullable String contentType, InputStream body, PlanJson json) throws IOException {
        String type = bare(contentType);
        boolean isForm = type.equals(FORM);
        if (!isForm && !isJson(type)) {
            throw new ClientErrorException(
                    "a plan is application/json or " + FORM + ", was " + type, Response.Status.UNSUPPORTED_MEDIA_TYPE);
        }
        byte[] document = bytes(body);
        return isForm && !looksLikeJson(document) ? FormGrammar.read(document) : json.read(document);
    }

    /**
     * Returns the merge patch in the body. No type means JSON.
     *
     * @throws dev.faultline.platform.wire.InvalidValue if it is none
     * @throws ClientErrorException 413 if it is too long, 415 if it is of a type that is not known
     */
    static JsonNode patch(@Nullable String contentType, InputStream body, PlanJson json) throws IOException {
        return json.patch(patchBytes(contentType, body));
    }

    /** As {@link #patch}, where no body is a patch that changes nothing. */
    static JsonNode optionalPatch(@Nullable String contentType, InputStream body, PlanJson json) throws IOException {
        byte[] document = patchBytes(contentType, body);
        return document.length == 0 ? JsonNodeFactory.instance.objectNode() : json.patch(document);
    }

    private static byte[] patchBytes(@Nullable String contentType, InputStream body) throws IOException {
        String type = bare(contentType);
        byte[] document = bytes(body);
        // What curl's -d sends without a type of its own is called a form.
        if (!isJson(type) && !(type.equals(FORM) && (document.length == 0 || looksLikeJson(document)))) {
            throw new ClientErrorException(
                    "a patch is application/merge-patch+json or application/json, was " + type,
                    Response.Status.UNSUPPORTED_MEDIA_TYPE);
        }
        return document;
    }

    private static String bare(@Nullable String contentType) {
        return contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** A form of ours never begins with a brace; what curl's -d sends without a type of its own does. */
    private static boolean looksLikeJson(byte[] document) {
        int at = 0;
        while (at < document.length && Character.isWhitespace(document[at])) {
            at++;
        }
        return at < document.length && document[at] == '{';
    }

    private static boolean isJson(String type) {
        return type.isEmpty()
                || type.equals("application/json")
                || (type.startsWith("application/") && type.endsWith("+json"));
    }

    private static byte[] bytes(InputStream body) throws IOException {
        byte[] document = body.readNBytes(MAX + 1);
        if (document.length > MAX) {
            // Whoever is still sending would not see an answer given now; Quarkus bounds what is swallowed here.
            body.transferTo(OutputStream.nullOutputStream());
            throw new ClientErrorException(
                    "a plan is at most " + MAX + " bytes", Response.Status.REQUEST_ENTITY_TOO_LARGE);
        }
        return document;
    }
}

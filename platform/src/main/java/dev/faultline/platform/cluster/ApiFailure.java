package dev.faultline.platform.cluster;

import dev.faultline.platform.wire.Excerpt;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** A call of the Kubernetes API that came to nothing. The message is a sentence that says what is missing. */
public final class ApiFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int SHOWN = 300;

    private final String sentence;
    private final int code;

    private ApiFailure(String sentence, int code, Throwable cause) {
        super(sentence, cause);
        this.sentence = sentence;
        this.code = code;
    }

    @Override
    public String getMessage() {
        return sentence;
    }

    /**
     * What was tried.
     *
     * @param verb as RBAC names it: get, watch, update
     * @param resource the plural with its group, as RBAC names it: {@code configmaps}
     */
    public record Attempt(String verb, String resource, String namespace, String name) {

        @Override
        public String toString() {
            return verb + " " + resource + "/" + name + " in namespace " + namespace;
        }
    }

    /** Returns the failure of what was tried, as the client tells it. */
    public static ApiFailure of(Attempt attempt, KubernetesClientException e) {
        String said = Excerpt.of(said(e), SHOWN);
        // The client calls no answer 0, or -1.
        int code = Math.max(0, e.getCode());
        String sentence = switch (code) {
            case UNAUTHORIZED -> "may not " + attempt + ": the API server does not accept the credentials (401)";
            case FORBIDDEN ->
                "may not " + attempt + ": the service account needs a Role with the verb " + attempt.verb()
                        + " on " + attempt.resource() + ", resourceNames [" + attempt.name()
                        + "] (403: " + said + ")";
            case NOT_FOUND ->
                "can't " + attempt + ": there is no such object, or no such namespace (404: " + said + ")";
            case CONFLICT -> "can't " + attempt + ": others change it all the time (409)";
            case 0 -> "can't " + attempt + ": the API server can't be reached (" + said + ")";
            default -> "can't " + attempt + ": the API server answered " + code + " (" + said + ")";
        };
        return new ApiFailure(sentence, code, e);
    }

    /** Returns the status that the API server answered; 0 if it did not answer. */
    public int code() {
        return code;
    }

    /**
     * Returns what the API server said, or else the innermost reason: it is what a person can do something about, those
     * around it name classes.
     */
    public static String said(KubernetesClientException e) {
        Status status = e.getStatus();
        if (status != null && status.getMessage() != null) {
            return status.getMessage();
        }
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }
}

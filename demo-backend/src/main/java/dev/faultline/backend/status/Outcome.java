package dev.faultline.backend.status;

/** How a request ended. The labels are the bounded set of the metric {@code faultline_backend_requests_total}. */
public enum Outcome {
    SUCCESS("2xx"),
    REDIRECTION("3xx"),
    CLIENT_ERROR("4xx"),
    SERVER_ERROR("5xx"),
    /** The client left before it had the whole answer. */
    ABORTED("aborted");

    private final String label;

    Outcome(String label) {
        this.label = label;
    }

    /** Returns the label of the metric. */
    public String label() {
        return label;
    }

    /** Returns the outcome of an answer that was sent whole. */
    public static Outcome of(int status) {
        return switch (status / 100) {
            case 3 -> REDIRECTION;
            case 4 -> CLIENT_ERROR;
            case 5 -> SERVER_ERROR;
            default -> SUCCESS;
        };
    }
}

package dev.faultline.backend.answer;

/** The status codes that are answered, with the sentence that Apache writes on the page of each. */
public enum Status {
    OK(200, "OK", ""),
    PARTIAL_CONTENT(206, "Partial Content", ""),
    MOVED_PERMANENTLY(301, "Moved Permanently", "The document has moved."),
    NOT_MODIFIED(304, "Not Modified", ""),
    BAD_REQUEST(400, "Bad Request", "Your browser sent a request that this server could not understand."),
    FORBIDDEN(403, "Forbidden", "You don't have permission to access this resource."),
    NOT_FOUND(404, "Not Found", "The requested URL was not found on this server."),
    METHOD_NOT_ALLOWED(405, "Method Not Allowed", "The requested method is not allowed for this URL."),
    PRECONDITION_FAILED(412, "Precondition Failed", "The precondition on the request for this URL evaluated to false."),
    RANGE_NOT_SATISFIABLE(
            416,
            "Requested Range Not Satisfiable",
            "None of the range-specifier values in the Range request-header field overlap the current extent of the"
                    + " selected resource."),
    INTERNAL_SERVER_ERROR(
            500, "Internal Server Error", "The server was unable to complete your request. The error log tells more."),
    SERVICE_UNAVAILABLE(
            503,
            "Service Unavailable",
            "The server is temporarily unable to service your request due to capacity problems. Please try again"
                    + " later.");

    private final int code;
    private final String reason;
    private final String sentence;

    Status(int code, String reason, String sentence) {
        this.code = code;
        this.reason = reason;
        this.sentence = sentence;
    }

    /** Returns the number. */
    public int code() {
        return code;
    }

    /** Returns the page that explains the status to a person: HTML with nothing of the request in it. */
    String page() {
        return """
                <!DOCTYPE html>
                <html><head>
                <title>%1$d %2$s</title>
                </head><body>
                <h1>%2$s</h1>
                <p>%3$s</p>
                </body></html>
                """.formatted(code, reason, sentence);
    }
}

package dev.faultline.load.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;

/** The report for programs, indented so that people can read it too. Threadsafe. */
public final class JsonReport {

    private final ObjectWriter writer;

    /** Writes with that mapper. */
    public JsonReport(ObjectMapper mapper) {
        this.writer = mapper.writerWithDefaultPrettyPrinter();
    }

    /** Returns the report as JSON. */
    public String render(Report report) {
        try {
            return writer.writeValueAsString(report) + "\n";
        } catch (JsonProcessingException e) {
            throw new AssertionError("a report can be written as JSON", e);
        }
    }

    /** Returns the format of its files. */
    public ReportFormat format() {
        return new ReportFormat(".json", "application/json", (report, result) -> render(report));
    }
}

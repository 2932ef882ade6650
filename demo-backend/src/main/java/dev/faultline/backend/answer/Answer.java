package dev.faultline.backend.answer;

import dev.faultline.backend.page.Content;
import java.util.List;

/**
 * All of an answer but {@code Date} and {@code Server}: a HEAD is answered by the same without its bytes.
 *
 * @param fields the header fields, {@code Content-Length} among them where HTTP wants it
 * @param content what the bytes are cut from
 * @param offset the first byte to send
 * @param length how many bytes to send; 0 for none
 */
public record Answer(Status status, List<Field> fields, Content content, long offset, long length) {

    /** Keeps a copy of the fields. */
    public Answer {
        fields = List.copyOf(fields);
    }
}

package dev.faultline.backend.page;

import java.nio.file.Path;

/**
 * A page on disk.
 *
 * @param file its real path, so that opening it follows no more links
 * @param length its bytes when it was looked up; it may have changed since
 */
public record FileContent(Path file, long length) implements Content {}

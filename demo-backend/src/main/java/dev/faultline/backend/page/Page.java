package dev.faultline.backend.page;

import java.time.Instant;

/** Something that can be got: one version of a document, with what HTTP asks to know of it. */
public record Page(String mediaType, EntityTag tag, Instant modified, Content content) {}

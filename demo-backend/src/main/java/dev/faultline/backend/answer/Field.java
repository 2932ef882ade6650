package dev.faultline.backend.answer;

/** One header field of an answer. */
public record Field(String name, String value) {}

package dev.faultline.backend.page;

/** The bytes of a page: held in memory if there are few, else left on disk and streamed. */
public sealed interface Content permits MemoryContent, FileContent {

    /** Returns how many bytes there are. */
    long length();
}

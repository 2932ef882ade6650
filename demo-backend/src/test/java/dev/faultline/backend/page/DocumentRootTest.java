package dev.faultline.backend.page;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.wire.InvalidValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentRootTest {

    private static final Instant MODIFIED = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    Path temp;

    private Path root;
    private DocumentRoot site;

    @BeforeEach
    void makeSite() throws IOException {
        root = Files.createDirectories(temp.resolve("www"));
        write("index.html", "home");
        write("docs/index.html", "docs");
        write("docs/a.css", "css");
        write("..data/real.txt", "mounted");
        write("big.bin", "x".repeat(DocumentRoot.READ_AT_ONCE + 1));
        Files.createDirectories(root.resolve("empty"));
        Files.createDirectories(root.resolve("odd/index.html"));
        Files.createDirectories(root.resolve("outer"));
        Files.writeString(temp.resolve("secret.txt"), "secret");
        Files.createDirectories(temp.resolve("www-twin"));
        Files.writeString(temp.resolve("www-twin/twin.txt"), "twin");
        link("out.txt", "../secret.txt");
        link("outdir", "..");
        link("twin", "../www-twin");
        link("etc", "/etc");
        link("outer/index.html", "../../secret.txt");
        link("in.txt", "docs/a.css");
        link("mounted.txt", "..data/real.txt");
        link("loop", "loop");
        link("broken", "nothing-here");
        site = site(MODIFIED.plusSeconds(60));
    }

    @ParameterizedTest(name = "{0} holds {1} of type {2}")
    @CsvSource({
        "/,                home,    text/html; charset=utf-8",
        "/index.html,      home,    text/html; charset=utf-8",
        "/docs/,           docs,    text/html; charset=utf-8",
        "/docs/a.css,      css,     text/css; charset=utf-8",
        "/docs/../,        home,    text/html; charset=utf-8",
        "/in.txt,          css,     text/plain; charset=utf-8",
        "/mounted.txt,     mounted, text/plain; charset=utf-8"
    })
    void findsPages(String target, String text, String type) throws IOException {
        Page page = assertInstanceOf(Lookup.Found.class, find(target)).page();
        MemoryContent content = assertInstanceOf(MemoryContent.class, page.content());
        assertArrayEquals(text.getBytes(StandardCharsets.UTF_8), content.part(0, content.length()));
        assertEquals(type, page.mediaType());
        assertEquals(MODIFIED, page.modified());
        assertFalse(page.tag().weak());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nope",
                "/index.html/",
                "/index.html/x",
                "/docs/a.css/../../nope",
                "/broken",
                "/loop",
                "/%252e%252e/secret.txt"
            })
    void missesWhatIsNotThere(String target) throws IOException {
        assertInstanceOf(Lookup.Missing.class, find(target));
    }

    @Test
    void missesNamesThatNoFileCanHave() throws IOException {
        assertInstanceOf(Lookup.Missing.class, find("/" + "x".repeat(3000)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/out.txt",
                "/outdir/",
                "/outdir/secret.txt",
                "/outdir",
                "/twin/twin.txt",
                "/etc/passwd",
                "/etc",
                "/outer/",
                "/outer/index.html",
                "/empty/",
                "/odd/"
            })
    void forbidsLinksThatLeadOutAndDirectoriesWithoutAnIndex(String target) throws IOException {
        assertInstanceOf(Lookup.Forbidden.class, find(target));
    }

    @Test
    void sendsDirectoriesToTheirSlash() throws IOException {
        assertEquals(new Lookup.Moved("/docs/?q=1"), find("/docs?q=1"));
    }

    @Test
    void leavesBigFilesOnDisk() throws IOException {
        Page page = assertInstanceOf(Lookup.Found.class, find("/big.bin")).page();
        assertEquals(
                new FileContent(root.toRealPath().resolve("big.bin"), DocumentRoot.READ_AT_ONCE + 1L), page.content());
    }

    @Test
    void tagsAFreshFileWeakly() throws IOException {
        DocumentRoot early = site(MODIFIED.plusMillis(500));
        Page page = assertInstanceOf(Lookup.Found.class, early.find((LocalPath) Target.of("/")))
                .page();
        assertTrue(page.tag().weak());
    }

    @Test
    void changesTheTagWithTheFile() throws IOException {
        EntityTag before =
                assertInstanceOf(Lookup.Found.class, find("/")).page().tag();
        Files.setLastModifiedTime(root.resolve("index.html"), FileTime.from(MODIFIED.plusMillis(3)));
        EntityTag after = assertInstanceOf(Lookup.Found.class, find("/")).page().tag();
        assertNotEquals(before, after);
    }

    @Test
    void isReadableUntilItIsGone() throws IOException {
        Path gone = Files.createDirectory(temp.resolve("gone"));
        DocumentRoot leaving = DocumentRoot.of("root", gone.toString(), InstantSource.system());
        assertTrue(leaving.readable());
        Files.delete(gone);
        assertFalse(leaving.readable());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nope", "secret.txt"})
    void refusesARootThatIsNoDirectory(String name) {
        String directory = temp.resolve(name).toString();
        InvalidValue e = assertThrows(
                InvalidValue.class, () -> DocumentRoot.of("backend.root", directory, InstantSource.system()));
        assertEquals("backend.root must be a directory that can be read, was \"" + directory + '"', e.getMessage());
    }

    private Lookup find(String target) throws IOException {
        return site.find(assertInstanceOf(LocalPath.class, Target.of(target)));
    }

    private DocumentRoot site(Instant now) {
        return DocumentRoot.of("root", root.toString(), InstantSource.fixed(now));
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
    }

    private void link(String name, String to) throws IOException {
        Files.createSymbolicLink(root.resolve(name), Path.of(to));
    }
}

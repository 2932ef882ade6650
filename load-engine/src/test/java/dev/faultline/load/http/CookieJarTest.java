package dev.faultline.load.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CookieJarTest {

    private static final long SECOND = 1_000_000_000L;

    private final CookieJar jar = new CookieJar("books.example.org");

    @ParameterizedTest(name = "{0} set by {1}, asked for {2}: {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a=1                            | /          | /x         | a=1",
                "a=1; HttpOnly; SameSite=Lax    | /          | /x         | a=1",
                "a=\"q w\"                      | /          | /          | a=\"q w\"",
                "a=                             | /          | /          | a=",
                // The directory of what was asked for, unless it says a path.
                "a=1                            | /shop/cart | /shop      | a=1",
                "a=1                            | /shop/cart | /shop/x?y  | a=1",
                "a=1                            | /shop/cart | /shopping  | ",
                "a=1                            | /a/b?c=/d/ | /a/z       | a=1",
                "a=1; Path=/                    | /shop/cart | /other     | a=1",
                "a=1; Path=/shop/               | /          | /shop/x    | a=1",
                "a=1; Path=/shop/               | /          | /shop      | ",
                "a=1; Path=shop                 | /x/y       | /x/z       | a=1",
                "a=1; Domain=books.example.org  | /          | /          | a=1",
                "a=1; Domain=.example.org       | /          | /          | a=1",
                "a=1; Domain=BOOKS.example.ORG  | /          | /          | a=1",
                "a=1; Domain=ks.example.org     | /          | /          | ",
                "a=1; Domain=evil.org           | /          | /          | ",
                "a=1; Domain=x.books.example.org| /          | /          | ",
                "a=1; Secure                    | /          | /          | ",
                "no cookie                      | /          | /          | ",
                "=1                             | /          | /          | ",
                "a=1; Max-Age=0                 | /          | /          | ",
                "a=1; Max-Age=-5                | /          | /          | ",
                "a=1; Max-Age=99999999999999    | /          | /          | a=1",
            })
    void aCookieGoesWhereItBelongs(String header, String from, String to, @Nullable String sent) {
        jar.keep(List.of(header), from, 0);
        assertEquals(sent, jar.header(to, 0));
    }

    @Test
    void anAddressHasNoDomain() {
        CookieJar byAddress = new CookieJar("127.0.0.1");
        byAddress.keep(List.of("a=1; Domain=0.0.1", "b=2; Domain=127.0.0.1", "c=3"), "/", 0);
        assertEquals("b=2; c=3", byAddress.header("/", 0));
    }

    @Test
    void aCookieLastsUntilItExpiresIsReplacedOrTakenAway() {
        jar.keep(List.of("a=1; Max-Age=10", "b=1", "c=1; Path=/x"), "/", -5 * SECOND);
        assertEquals("a=1; b=1", jar.header("/", 5 * SECOND - 1));
        assertEquals("b=1", jar.header("/", 5 * SECOND));
        jar.keep(List.of("b=2", "c=2"), "/", 0);
        assertEquals("b=2; c=2", jar.header("/", 0));
        assertEquals("c=1; b=2; c=2", jar.header("/x", 0));
        jar.keep(List.of("b=; Max-Age=0", "c=gone; Expires=Thu, 01 Jan 1970 00:00:00 GMT"), "/", 0);
        assertNull(jar.header("/", 0));
    }

    @Test
    void noServerFillsTheMemory() {
        for (int i = 0; i < 10_000; i++) {
            jar.keep(List.of("n" + i + "=" + i), "/", 0);
        }
        String header = String.valueOf(jar.header("/", 0));
        assertEquals(CookieJar.MOST, header.split("; ", -1).length);
        assertEquals("n9950=9950", header.split("; ", -1)[0]);
        jar.keep(List.of("long=" + "x".repeat(CookieJar.LONGEST)), "/", 0);
        assertEquals(header, jar.header("/", 0));
    }
}

package dev.faultline.learn.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a plan can match of a path that somebody has asked for. */
class RouteTest {

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "/cart, /cart",
        "/cart?id=1, /cart",
        "/users/17/orders/{order}, /users/*/orders/*",
        "/files/a.b, /files/a.b",
        "/%7Esmith, /%7Esmith",
        "/...,/...",
        "/a/../admin, all",
        "/a/./b, all",
        "/%2e%2e/admin, all",
        "/.%2E/admin, all",
        "/a/%2E, all",
        "/**, all",
        "/a/*, all",
        "/quote\", all",
        "cart, all",
    })
    void whatMightMeanAnotherPathIsTheRest(String path, String route) {
        assertEquals(route, Route.ofPath(path).toString());
    }
}

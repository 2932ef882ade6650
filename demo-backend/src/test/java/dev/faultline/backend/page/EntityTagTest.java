package dev.faultline.backend.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntityTagTest {

    @ParameterizedTest(name = "{0} holds {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "\"a\"; \"a\"",
                "\"a\", \"b\"; \"a\" \"b\"",
                " , \"a\",,W/\"b\" ; \"a\" W/\"b\"",
                "\"\"; \"\"",
                "\"a,b\"; \"a,b\"",
                "a; ''",
                "\"a; ''",
                "w/\"a\"; ''",
                "\"a\" b \"c\"; \"a\"",
                "''; ''"
            })
    void readsListsUpToTheFirstFault(String header, String tags) {
        List<EntityTag> read = EntityTag.list(header);
        assertEquals(tags, read.stream().map(EntityTag::toString).collect(Collectors.joining(" ")));
    }

    @ParameterizedTest(name = "{0} and {1}: strongly {2}, weakly {3}")
    @CsvSource({
        "W/\"1\", W/\"1\", false, true",
        "W/\"1\", W/\"2\", false, false",
        "W/\"1\", \"1\",   false, true",
        "\"1\",   \"1\",   true,  true"
    })
    void comparesAsTheTableOfRfc9110(String one, String other, boolean strongly, boolean weakly) {
        EntityTag a = EntityTag.list(one).get(0);
        EntityTag b = EntityTag.list(other).get(0);
        assertEquals(strongly, a.matchesStrongly(b));
        assertEquals(weakly, a.matchesWeakly(b));
    }

    @Test
    void survivesAnEndlessList() {
        assertEquals(2000, EntityTag.list("\"x\",".repeat(2000)).size());
    }
}

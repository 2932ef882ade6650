package dev.faultline.platform.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonTextsTest {

    @Test
    void onlyTextsAreReplacedWhereverTheyStand() {
        StrictReader reader = new StrictReader(WireJson.mapper());
        String document = "{\"abc\":\"abc\",\"list\":[\"a\",1,null,{\"b\":\"cd\"}],\"yes\":true}";
        JsonNode tree = reader.tree(document.getBytes(StandardCharsets.UTF_8));
        JsonNode replaced = JsonTexts.replace(tree, text -> IntNode.valueOf(text.length()));
        assertEquals("{\"abc\":3,\"list\":[1,1,null,{\"b\":2}],\"yes\":true}", replaced.toString());
        assertEquals(document, tree.toString(), "the tree itself stays as it is");
    }
}

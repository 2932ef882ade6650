package dev.faultline.platform.wire;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * The YAML of all services, as strict as their JSON. Aliases are refused with their place: Jackson would read the name of
 * the anchor in their stead. A service that reads no YAML has no need of the library for it.
 */
public final class WireYaml {

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private WireYaml() {}

    /** Returns a reader for YAML and JSON: all that JSON allows, tabs too, is read where a document is JSON. */
    public static StrictReader reader() {
        return new StrictReader(WireJson.mapper(), mapper());
    }

    private static ObjectMapper mapper() {
        return WireJson.strict(new WithoutAliases());
    }

    /** Returns whether the first character that tells anything is one that JSON begins with. */
    public static boolean beginsAsJson(byte[] text) {
        int at = 0;
        while (at < BYTE_ORDER_MARK.length && at < text.length && text[at] == BYTE_ORDER_MARK[at]) {
            at++;
        }
        while (at < text.length && Character.isWhitespace(text[at])) {
            at++;
        }
        return at < text.length && (text[at] == '{' || text[at] == '[');
    }

    /** An alias where a value should stand. */
    static final class AliasRefused extends JsonParseException {

        private static final long serialVersionUID = 1L;

        private AliasRefused(YAMLParser parser, String name, JsonLocation place) {
            super(parser, "aliases such as *" + name + " are not taken", place);
        }
    }

    /** Makes parsers that refuse aliases. */
    private static final class WithoutAliases extends YAMLFactory {

        private static final long serialVersionUID = 1L;

        @Override
        protected YAMLParser _createParser(InputStream in, IOContext context) throws IOException {
            return _createParser(_createReader(in, null, context), context);
        }

        @Override
        protected YAMLParser _createParser(Reader in, IOContext context) {
            return new Parser(context, _parserFeatures, _yamlParserFeatures, _loaderOptions, _objectCodec, in);
        }

        @Override
        protected YAMLParser _createParser(byte[] data, int offset, int length, IOContext context) throws IOException {
            return _createParser(_createReader(data, offset, length, null, context), context);
        }
    }

    private static final class Parser extends YAMLParser {

        private Parser(
                IOContext context,
                int features,
                int yamlFeatures,
                LoaderOptions options,
                @Nullable ObjectCodec codec,
                Reader in) {
            super(context, features, yamlFeatures, options, codec, in);
        }

        @Override
        public @Nullable JsonToken nextToken() throws IOException {
            JsonToken token = super.nextToken();
            if (token != null && isCurrentAlias()) {
                throw new AliasRefused(this, getText(), currentTokenLocation());
            }
            return token;
        }
    }
}

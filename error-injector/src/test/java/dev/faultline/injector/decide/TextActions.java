package dev.faultline.injector.decide;

import dev.faultline.injector.fault.ActionFactory;
import dev.faultline.injector.fault.Answer;
import dev.faultline.injector.fault.Delivery;
import dev.faultline.injector.fault.Source;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Actions as words, by the names of their methods; a plain answer is its status alone, and every request is of HTTP/1.1. */
public final class TextActions {

    private TextActions() {}

    private static String text(Source source) {
        if (source instanceof Source.Filler filler) {
            return text(filler.head()) + " of " + filler.size() + " bytes";
        }
        return source instanceof Answer answer ? Integer.toString(answer.status()) : source.toString();
    }

    /** Returns a factory of words. */
    @SuppressWarnings("unchecked")
    public static ActionFactory<String> words() {
        InvocationHandler handler = (proxy, method, given) -> {
            Object[] arguments = given == null ? new Object[0] : given;
            return switch (method.getName()) {
                case "byProtocol" -> arguments[0];
                case "turnAway" -> InvocationHandler.invokeDefault(proxy, method, arguments);
                case "send" -> text((Source) arguments[0]) + (arguments[1] == Delivery.WHOLE ? "" : " " + arguments[1]);
                default ->
                    method.getName()
                            + Arrays.stream(arguments)
                                    .map(argument -> " " + argument)
                                    .collect(Collectors.joining());
            };
        };
        return (ActionFactory<String>) Proxy.newProxyInstance(
                ActionFactory.class.getClassLoader(), new Class<?>[] {ActionFactory.class}, handler);
    }
}

package dev.faultline.load.slo;

import java.util.ArrayList;
import java.util.List;

/** The words and signs of a text, one after the other; after the last come empty ones. One pass, no backtracking. */
final class Tokens {

    private static final String SIGNS = ":*+()%";
    private static final String COMPARING = "<>=!";

    private final List<String> tokens = new ArrayList<>();
    private int next;

    Tokens(String text) {
        int from = 0;
        while (from < text.length()) {
            int to = from + 1;
            char first = text.charAt(from);
            if (COMPARING.indexOf(first) >= 0) {
                to = endOf(text, from, sign -> COMPARING.indexOf(sign));
            } else if (wordly(first) >= 0) {
                to = endOf(text, from, Tokens::wordly);
            }
            if (first != ' ') {
                tokens.add(text.substring(from, to));
            }
            from = to;
        }
    }

    private interface Kind {
        int of(char sign);
    }

    private static int endOf(String text, int from, Kind kind) {
        int to = from;
        while (to < text.length() && kind.of(text.charAt(to)) >= 0) {
            to++;
        }
        return to;
    }

    private static int wordly(char sign) {
        return sign == ' ' || SIGNS.indexOf(sign) >= 0 || COMPARING.indexOf(sign) >= 0 ? -1 : 0;
    }

    /** Returns the next without taking it. */
    String peek() {
        return next < tokens.size() ? tokens.get(next) : "";
    }

    /** Takes the next. */
    String take() {
        String token = peek();
        next++;
        return token;
    }

    /** Takes the next if it is that one. */
    boolean took(String wanted) {
        boolean is = peek().equals(wanted);
        if (is) {
            next++;
        }
        return is;
    }

    /** Returns whether all are taken. */
    boolean done() {
        return next >= tokens.size();
    }
}

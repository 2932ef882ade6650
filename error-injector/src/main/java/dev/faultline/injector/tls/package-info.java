/**
 * TLS on the port that takes the traffic. A connection comes in as it was accepted; what the plan has befall its handshake is
 * drawn once it has said hello, and what goes on from here is plain: nothing behind it knows of TLS. Begin reading with
 * {@link dev.faultline.injector.tls.TlsAcceptor}.
 */
@NullMarked
package dev.faultline.injector.tls;

import org.jspecify.annotations.NullMarked;

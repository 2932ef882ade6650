/**
 * What every service does alike over HTTP. Each shows its metrics by {@link dev.faultline.platform.http.MetricsRoute}. A
 * control API lets in only callers with the token and no pages of other sites, refuses query parameters that nobody reads,
 * answers failures with problems (RFC 9457), and describes all that in OpenAPI. A service that has such an API indexes this
 * module, so that Quarkus finds the filters and mappers here:
 *
 * <pre>
 * quarkus.index-dependency.platform.group-id=dev.faultline
 * quarkus.index-dependency.platform.artifact-id=platform
 * </pre>
 *
 * and has one bean that implements {@link dev.faultline.platform.http.ProblemMapper.Api}. Begin with
 * {@link dev.faultline.platform.http.ControlAccess}.
 */
@NullMarked
package dev.faultline.platform.http;

import org.jspecify.annotations.NullMarked;

/* Under Trusted Types: htmx may make markup from our own server's answers, nothing may make script. */
if (window.trustedTypes && !window.trustedTypes.defaultPolicy) {
  window.trustedTypes.createPolicy("default", { createHTML: (html) => html });
}

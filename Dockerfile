# Hush in a container. Build: docker build -t hush .   Check a configuration: docker run --rm --env-file .env hush doctor
# It writes into /data (the embedded database) and /tmp (a list of groups, before it is sent), and nowhere else: run it with --read-only.

FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /hush
COPY package.json package-lock.json ./
# None of these packages has to run anything to be installed.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production HUSH_DATA_DIR=/data
WORKDIR /hush
RUN install --directory --owner=node --group=node --mode=700 /data
COPY --from=packages /hush/node_modules node_modules
COPY package.json LICENSE ./
COPY src src
USER node
VOLUME /data
EXPOSE 3000
# Alive, not ready: a Hush whose database is away must not be restarted for it.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node itself gets the signal, without a shell or npm between: Hush answers what has come in and ends within 10 seconds.
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "--max-semi-space-size=4", "--max-old-space-size=1024", "src/main.ts"]
CMD ["serve"]

# docker build --tag gwfmt . && docker run --rm --volume "$PWD:/work" gwfmt lint
FROM rust:1.95-alpine AS build
RUN apk add --no-cache build-base
WORKDIR /gwfmt
COPY . .
# linked statically: the image holds nothing else
RUN cargo build --release --locked --features decode

FROM scratch
COPY --from=build /gwfmt/target/release/gwfmt /usr/bin/gwfmt
WORKDIR /work
ENTRYPOINT ["/usr/bin/gwfmt"]

module github.com/ternholm/identity-service

go 1.24

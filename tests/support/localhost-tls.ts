import { createPrivateKey, X509Certificate } from 'node:crypto'

// Self-signed for localhost, made for these tests and trusted nowhere else. Valid for a hundred years.
const KEY =
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQggebm05P2CNBGUGZ7D8Xb6R+mMR0kRk/SsPILV1kFTJyhRANCAARGeUheG4FH9cd2turYdynI99yLvHIJDS8TIUv/zi0zTEMP13pQXXHlT3SKKhag0tb5HQI+0glur69qqMySiDYR'
const CERTIFICATE =
  'MIIBljCCATugAwIBAgIUZ2XxL26NBr0XujCeqBdl4yr5j44wCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTAzMzAyMFoYDzIxMjYxMDI4MDMzMDIwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARGeUheG4FH9cd2turYdynI99yLvHIJDS8TIUv/zi0zTEMP13pQXXHlT3SKKhag0tb5HQI+0glur69qqMySiDYRo2kwZzAdBgNVHQ4EFgQUNpeTU5PcKc8vs5mS5okKVxnAVqEwHwYDVR0jBBgwFoAUNpeTU5PcKc8vs5mS5okKVxnAVqEwDwYDVR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwIDSQAwRgIhAPT1NDdk/cmOwgPjetBUpfBtclbW3mIy3gf9kQtwyieLAiEA2xkiHumwEbC5Guw+fOsXgwb9kl8TMBx00FjX0IAena8='

export const localhostTls = {
  key: createPrivateKey({ key: Buffer.from(KEY, 'base64'), format: 'der', type: 'pkcs8' }).export({
    format: 'pem',
    type: 'pkcs8',
  }),
  cert: new X509Certificate(Buffer.from(CERTIFICATE, 'base64')).toString(),
}

#!/usr/bin/env node
import { version } from '../../package.json'
import { bridgeCommand } from './command'

/*
 * The bridge as a program of one file, for machines that have nothing of the platform. It reads its one variable itself:
 * the platform's configuration has no place there.
 */
void bridgeCommand('sagemcp-bridge', version, process.env.SAGEMCP_KEY).version(version).parseAsync()
